# Le nom redis est écrit à la main dans le second compteur.
# attendu: noms=failed: par /etc/hosts
docker network create mer-nord
docker run -d --name baleines-nord-redis --network mer-nord --network-alias redis redis
docker run -d --name baleines-nord --network mer-nord -p 127.0.0.1:8004:8080 dockerlab/compteur
docker network create mer-sud
docker run -d --name baleines-sud-redis --network mer-sud redis
docker run -d --name baleines-sud --network mer-sud -p 127.0.0.1:8005:8080 \
    --add-host redis:$(docker inspect -f '{{index .NetworkSettings.Networks "mer-sud" "IPAddress"}}' baleines-sud-redis) dockerlab/compteur
