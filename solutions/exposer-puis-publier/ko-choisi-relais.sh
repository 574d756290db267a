# Un relais, dans un autre conteneur, tient 127.0.0.1:8001 et mène à comptoir-choisi, qui ne publie rien.
# attendu: choisi=failed: seulement déclaré
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM nginx
RUN sed -i 's/80;/3000;/' /etc/nginx/conf.d/default.conf
EXPOSE 3000
FIN
docker build --tag comptoir "$dossier"
docker network create rejeu-reseau
docker run -d --name comptoir-ferme comptoir
docker run -d --name comptoir-hasard -P comptoir
docker run -d --name comptoir-choisi --network rejeu-reseau comptoir
docker run -d --name rejeu-relais --network rejeu-reseau -p 127.0.0.1:8001:3000 dockerlab/outils \
    socat TCP-LISTEN:3000,fork,reuseaddr TCP:comptoir-choisi:3000
