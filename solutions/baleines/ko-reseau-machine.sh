# Le second compteur est sur le réseau de la machine, et joint son redis par son adresse.
# attendu: publication=failed: réseau de la machine
# attendu: noms=failed: nom inconnu
docker network create mer-nord
docker run -d --name baleines-nord-redis --network mer-nord --network-alias redis redis
docker run -d --name baleines-nord --network mer-nord -p 127.0.0.1:8004:8080 dockerlab/compteur
docker network create mer-sud
docker run -d --name baleines-sud-redis --network mer-sud --network-alias redis redis
docker run -d --name baleines-sud --network host -e PORT=8005 \
    -e REDIS=$(docker inspect -f '{{index .NetworkSettings.Networks "mer-sud" "IPAddress"}}' baleines-sud-redis) dockerlab/compteur
