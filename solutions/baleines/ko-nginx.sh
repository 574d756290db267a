# Une page statique à la place du second compteur : elle répond, et ne compte rien.
# attendu: comptes=failed: baleines-sud-redis 0 → 0
docker network create mer-nord
docker run -d --name baleines-nord-redis --network mer-nord --network-alias redis redis
docker run -d --name baleines-nord --network mer-nord -p 127.0.0.1:8004:8080 dockerlab/compteur
docker network create mer-sud
docker run -d --name baleines-sud-redis --network mer-sud --network-alias redis redis
docker run -d --name baleines-sud --network mer-sud -e PORT=80 -p 127.0.0.1:8005:80 nginx
