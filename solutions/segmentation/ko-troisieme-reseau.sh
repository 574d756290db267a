# Les bons réseaux, et un troisième qui relie les deux bouts.
# attendu: reseaux=failed: front-librairie et rejeu-secours
# attendu: mur=failed: la connexion s'ouvre
docker network create front-librairie
docker network create back-librairie
docker network create rejeu-secours
docker run -d --name librairie-front --network front-librairie nginx
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-db --network back-librairie nginx
docker network connect rejeu-secours librairie-front
docker network connect rejeu-secours librairie-db
