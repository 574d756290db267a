# La base est arrêtée : hors d'atteinte de tous, ce n'est pas un mur.
# attendu: trois_etages=failed: code de sortie
# attendu: reseaux=skipped
# attendu: front_joint_back=skipped
# attendu: back_joint_db=skipped
# attendu: mur=skipped
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-db --network back-librairie nginx
docker stop librairie-db
