# Les deux ports de la machine sont échangés : chaque page compte les baleines de l'autre mer.
# attendu: publication=failed: 127.0.0.1:8005
# attendu: comptes=failed: visite de http://127.0.0.1:8004/ : baleines-nord-redis 0 → 0, baleines-sud-redis
docker network create mer-nord
docker run -d --name baleines-nord-redis --network mer-nord --network-alias redis redis
docker run -d --name baleines-nord --network mer-nord -p 127.0.0.1:8005:8080 dockerlab/compteur
docker network create mer-sud
docker run -d --name baleines-sud-redis --network mer-sud --network-alias redis redis
docker run -d --name baleines-sud --network mer-sud -p 127.0.0.1:8004:8080 dockerlab/compteur
