# Un autre conteneur du réseau de devant porte aussi le nom de l'étage du milieu.
# attendu: front_joint_back=failed: par le nom librairie-back, la connexion s'ouvre
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-db --network back-librairie nginx
docker run -d --name rejeu-doublure --network front-librairie --network-alias librairie-back nginx
