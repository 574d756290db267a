# comptoir-ferme est sur le réseau de la machine : rien n'est publié, et tout est ouvert.
# attendu: ferme=failed: (host)
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM nginx
RUN sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf
EXPOSE 3000
FIN
docker build --tag comptoir "$dossier"
docker run -d --name comptoir-ferme --network host comptoir
docker run -d --name comptoir-hasard -P comptoir
docker run -d --name comptoir-choisi -p 127.0.0.1:8001:3000 comptoir
