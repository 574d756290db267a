# Le second n'est publié nulle part.
# attendu: publication=failed: rien n'est publié
# attendu: comptes=failed: http://127.0.0.1:8005/ : connexion refusée
docker network create mer-nord
docker run -d --name baleines-nord-redis --network mer-nord --network-alias redis redis
docker run -d --name baleines-nord --network mer-nord -p 127.0.0.1:8004:8080 dockerlab/compteur
docker network create mer-sud
docker run -d --name baleines-sud-redis --network mer-sud --network-alias redis redis
docker run -d --name baleines-sud --network mer-sud dockerlab/compteur
