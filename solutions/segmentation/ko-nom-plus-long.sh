# Le nom voulu, et un chiffre de plus.
# attendu: trois_etages=failed: aucun conteneur ne porte le nom librairie-db
# attendu: reseaux=skipped
# attendu: front_joint_back=skipped
# attendu: back_joint_db=skipped
# attendu: mur=skipped
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-db1 --network back-librairie --network-alias librairie-db nginx
