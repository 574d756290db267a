# Un seul réseau, et un seul redis porte le nom ; l'autre est là pour la forme.
# attendu: noms=failed: redis donne
# attendu: cloison=failed: mer-nord
# attendu: comptes=failed: baleines-sud-redis 0 → 0
docker network create mer-nord
docker run -d --name baleines-nord-redis --network mer-nord --network-alias redis redis
docker run -d --name baleines-nord --network mer-nord -p 127.0.0.1:8004:8080 dockerlab/compteur
docker run -d --name baleines-sud-redis --network mer-nord redis
docker run -d --name baleines-sud --network mer-nord -p 127.0.0.1:8005:8080 dockerlab/compteur
