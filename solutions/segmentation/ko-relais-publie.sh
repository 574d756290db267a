# Un voisin de la base publie un port de la machine, et le relaie jusqu'à elle.
# attendu: mur=failed: où écoute rejeu-relais, une requête arrive à librairie-db
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-db --network back-librairie nginx
docker run -d --name rejeu-relais --network back-librairie -p 8950:80 dockerlab/outils \
    socat TCP-LISTEN:80,fork,reuseaddr TCP:librairie-db:80
