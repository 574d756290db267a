# L'étage du milieu s'arrête aussitôt lancé, et recommence.
# attendu: trois_etages=failed: redémarr
# attendu: reseaux=skipped
# attendu: front_joint_back=skipped
# attendu: back_joint_db=skipped
# attendu: mur=skipped
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker create --name librairie-back --network front-librairie --restart always nginx nginx -g "faute de frappe;"
docker network connect back-librairie librairie-back
docker start librairie-back
docker run -d --name librairie-db --network back-librairie nginx
