# Un vrai redis, sur un autre port : le compteur ne l'y cherche pas.
# attendu: memoires=failed: port 6379 : connexion refusée
# attendu: comptes=skipped
docker network create mer-nord
docker run -d --name baleines-nord-redis --network mer-nord --network-alias redis redis
docker run -d --name baleines-nord --network mer-nord -p 127.0.0.1:8004:8080 dockerlab/compteur
docker network create mer-sud
docker run -d --name baleines-sud-redis --network mer-sud --network-alias redis redis --port 6380
docker run -d --name baleines-sud --network mer-sud -p 127.0.0.1:8005:8080 dockerlab/compteur
