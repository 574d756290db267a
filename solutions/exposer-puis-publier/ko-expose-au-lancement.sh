# Le port est déclaré à chaque lancement, par --expose ; l'image, elle, ne dit rien.
# attendu: image=failed: au lancement
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM nginx
RUN sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf
FIN
docker build --tag comptoir "$dossier"
docker run -d --name comptoir-ferme --expose 3000 comptoir
docker run -d --name comptoir-hasard --expose 3000 -P comptoir
docker run -d --name comptoir-choisi --expose 3000 -p 127.0.0.1:8001:3000 comptoir
