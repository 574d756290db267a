# Le second compteur s'ouvre sur toutes les adresses de la machine.
# attendu: publication=failed: 0.0.0.0:8005
docker network create mer-nord
docker run -d --name baleines-nord-redis --network mer-nord --network-alias redis redis
docker run -d --name baleines-nord --network mer-nord -p 127.0.0.1:8004:8080 dockerlab/compteur
docker network create mer-sud
docker run -d --name baleines-sud-redis --network mer-sud --network-alias redis redis
docker run -d --name baleines-sud --network mer-sud -p 8005:8080 dockerlab/compteur
