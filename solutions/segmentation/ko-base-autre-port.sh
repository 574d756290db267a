# La base écoute un autre port.
# attendu: back_joint_db=failed: connexion refusée
# attendu: mur=skipped
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-front --network front-librairie nginx
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-db --network back-librairie dockerlab/outils python3 -m http.server 5432
