# comptoir-hasard est publié, et son serveur n'écoute plus ce port.
# attendu: hasard=failed: connexion acceptée, puis coupée
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM nginx
RUN sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf
EXPOSE 3000
FIN
docker build --tag comptoir "$dossier"
docker run -d --name comptoir-ferme comptoir
docker run -d --name comptoir-hasard -P comptoir sh -c "sed -i 's/3000;/3003;/' /etc/nginx/conf.d/default.conf && exec nginx -g 'daemon off;'"
docker run -d --name comptoir-choisi -p 127.0.0.1:8001:3000 comptoir
