# Le premier étage emprunte le réseau du deuxième : il est partout où celui-ci est.
# attendu: reseaux=failed: aucun réseau à lui
# attendu: mur=failed: par le nom librairie-db, la connexion s'ouvre
docker network create front-librairie
docker network create back-librairie
docker run -d --name librairie-back --network front-librairie nginx
docker network connect back-librairie librairie-back
docker run -d --name librairie-front --network container:librairie-back dockerlab/outils sleep infinity
docker run -d --name librairie-db --network back-librairie nginx
