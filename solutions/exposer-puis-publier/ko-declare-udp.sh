# L'image déclare 3000 en UDP.
# attendu: image=failed: 3000/udp
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM nginx
RUN sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf
EXPOSE 3000/udp
FIN
docker build --tag comptoir "$dossier"
docker run -d --name comptoir-ferme comptoir
docker run -d --name comptoir-hasard -p 3000 comptoir
docker run -d --name comptoir-choisi -p 127.0.0.1:8001:3000 comptoir
