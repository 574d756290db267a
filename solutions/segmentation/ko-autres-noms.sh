# Le bon dessin, avec d'autres noms de réseaux.
# attendu: reseaux=failed: front-librairie-2
docker network create front-librairie-2
docker network create back-librairie-2
docker run -d --name librairie-front --network front-librairie-2 nginx
docker run -d --name librairie-back --network front-librairie-2 nginx
docker network connect back-librairie-2 librairie-back
docker run -d --name librairie-db --network back-librairie-2 nginx
