# Un réseau de trop pour le premier étage ouvre le mur.
# attendu: reseaux=failed: back-librairie et front-librairie
# attendu: mur=failed: la connexion s'ouvre
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker network connect back-librairie librairie-front
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-db --network back-librairie nginx
