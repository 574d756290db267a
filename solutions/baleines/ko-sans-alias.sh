# Chaque compteur cherche son redis par le nom de son conteneur : le compte est juste, mais les deux copies ne sont plus les mêmes.
# attendu: noms=failed: nom inconnu
docker network create mer-nord
docker run -d --name baleines-nord-redis --network mer-nord redis
docker run -d --name baleines-nord --network mer-nord -e REDIS=baleines-nord-redis -p 127.0.0.1:8004:8080 dockerlab/compteur
docker network create mer-sud
docker run -d --name baleines-sud-redis --network mer-sud redis
docker run -d --name baleines-sud --network mer-sud -e REDIS=baleines-sud-redis -p 127.0.0.1:8005:8080 dockerlab/compteur
