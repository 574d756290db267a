# Un quatrième conteneur est sur les deux réseaux, et relaie de l'un à l'autre, sous un nom à lui.
# attendu: mur=failed: où écoute rejeu-relais, une requête arrive à librairie-db
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-db --network back-librairie nginx
docker create --name rejeu-relais --network back-librairie dockerlab/outils socat TCP-LISTEN:80,fork,reuseaddr TCP:librairie-db:80
docker network connect front-librairie rejeu-relais
docker start rejeu-relais
