# Tout compte juste, mais le redis du sud est aussi branché au réseau du nord : la cloison a un trou.
# attendu: cloison=failed: mer-nord
docker network create mer-nord
docker run -d --name baleines-nord-redis --network mer-nord --network-alias redis redis
docker run -d --name baleines-nord --network mer-nord -p 127.0.0.1:8004:8080 dockerlab/compteur
docker network create mer-sud
docker run -d --name baleines-sud-redis --network mer-sud --network-alias redis redis
docker run -d --name baleines-sud --network mer-sud -p 127.0.0.1:8005:8080 dockerlab/compteur
docker network connect mer-nord baleines-sud-redis
