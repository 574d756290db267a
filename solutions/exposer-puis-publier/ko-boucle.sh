# L'un des trois redémarre sans fin.
# attendu: en_marche=failed: redémarr
# attendu: image=skipped
# attendu: ferme=skipped
# attendu: hasard=skipped
# attendu: choisi=skipped
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM nginx
RUN sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf
EXPOSE 3000
FIN
docker build --tag comptoir "$dossier"
docker run -d --name comptoir-ferme comptoir
docker run -d --name comptoir-hasard -P comptoir
docker run -d --name comptoir-choisi --restart always -p 127.0.0.1:8001:3000 comptoir nginx -g 'faute;'
