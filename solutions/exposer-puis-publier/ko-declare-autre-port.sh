# L'image déclare 8080, et son serveur écoute 3000 : -P publie ce qui est déclaré, non ce qui écoute.
# attendu: image=failed: 8080/tcp
# attendu: hasard=failed: 8080/tcp
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM nginx
RUN sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf
EXPOSE 8080
FIN
docker build --tag comptoir "$dossier"
docker run -d --name comptoir-ferme comptoir
docker run -d --name comptoir-hasard -P comptoir
docker run -d --name comptoir-choisi -p 127.0.0.1:8001:3000 comptoir
