# Sans adresse devant le port, comptoir-choisi est publié sur toutes celles de la machine.
# attendu: choisi=failed: 0.0.0.0:8001
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM nginx
RUN sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf
EXPOSE 3000
FIN
docker build --tag comptoir "$dossier"
docker run -d --name comptoir-ferme comptoir
docker run -d --name comptoir-hasard -P comptoir
docker run -d --name comptoir-choisi -p 8001:3000 comptoir
