# comptoir-ferme n'a pas de carte réseau : ne pas publier n'est pas être hors d'atteinte de tous.
# attendu: ferme=failed: aucune adresse
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM nginx
RUN sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf
EXPOSE 3000
FIN
docker build --tag comptoir "$dossier"
docker run -d --name comptoir-ferme --network none comptoir
docker run -d --name comptoir-hasard -P comptoir
docker run -d --name comptoir-choisi -p 127.0.0.1:8001:3000 comptoir
