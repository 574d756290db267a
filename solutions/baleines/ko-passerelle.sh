# Le compteur du nord cherche le redis du sud par la passerelle : il y est publié. Le nom redis, lui, est bien en place.
# attendu: comptes=failed: visite de http://127.0.0.1:8004/ : baleines-nord-redis 0 → 0, baleines-sud-redis
docker network create --subnet 10.203.102.0/24 mer-nord
docker run -d --name baleines-nord-redis --network mer-nord --network-alias redis redis
docker network create mer-sud
docker run -d --name baleines-sud-redis --network mer-sud --network-alias redis -p 6379:6379 redis
docker run -d --name baleines-nord --network mer-nord -e REDIS=10.203.102.1 -p 127.0.0.1:8004:8080 dockerlab/compteur
docker run -d --name baleines-sud --network mer-sud -p 127.0.0.1:8005:8080 dockerlab/compteur
