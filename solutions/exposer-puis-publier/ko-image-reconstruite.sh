# L'image a été reconstruite entre deux lancements, sous le même nom : ce sont deux images.
# attendu: image=failed: 2 images
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM nginx
RUN sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf
EXPOSE 3000
FIN
docker build --tag comptoir "$dossier"
docker run -d --name comptoir-ferme comptoir
docker run -d --name comptoir-hasard -P comptoir
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM nginx
RUN sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf
RUN touch /plus-recent
EXPOSE 3000
FIN
docker build --tag comptoir "$dossier"
docker run -d --name comptoir-choisi -p 127.0.0.1:8001:3000 comptoir
