# comptoir-choisi mène au port 80, que nginx déclarait et que plus personne n'écoute.
# attendu: choisi=failed: 127.0.0.1:8001 → 80/tcp
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM nginx
RUN sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf
EXPOSE 3000
FIN
docker build --tag comptoir "$dossier"
docker run -d --name comptoir-ferme comptoir
docker run -d --name comptoir-hasard -P comptoir
docker run -d --name comptoir-choisi -p 127.0.0.1:8001:80 comptoir
