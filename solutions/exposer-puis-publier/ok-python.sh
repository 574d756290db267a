# Un autre serveur, une autre base, un autre nom d'image ; un réseau à soi, et un port laissé libre sans -P.
set -e
dossier=$(mktemp -d)
cat > "$dossier/Dockerfile" <<'FIN'
FROM dockerlab/outils
WORKDIR /srv
RUN echo '<h1>Comptoir</h1>' > index.html
EXPOSE 3000/tcp 3001/udp
USER nobody
CMD ["python3", "-u", "-m", "http.server", "3000"]
FIN
docker build --tag rejeu-maison:v2 "$dossier"
docker network create rejeu-halle
docker run -d --name comptoir-ferme --network rejeu-halle rejeu-maison:v2
docker run -d --name comptoir-hasard --network rejeu-halle --restart unless-stopped -p 127.0.0.1::3000 rejeu-maison:v2
docker create --name comptoir-choisi --network rejeu-halle --publish 127.0.0.1:8001:3000 rejeu-maison:v2
docker start comptoir-choisi
