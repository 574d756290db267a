# L'étage du milieu n'a pas été branché au second réseau.
# attendu: reseaux=failed: front-librairie
# attendu: back_joint_db=failed: nom inconnu
# attendu: mur=skipped
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker run -d --name librairie-back --network front-librairie nginx
docker run -d --name librairie-db --network back-librairie nginx
