# La base est sur le réseau de la machine.
# attendu: reseaux=failed: host
# attendu: back_joint_db=failed: nom inconnu
# attendu: mur=skipped
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-db --network host nginx
