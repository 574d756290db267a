# Une option mal écrite : redis s'arrête, et sa règle de redémarrage le relance sans fin.
# attendu: en_marche=failed: redémarr
# attendu: memoires=skipped
# attendu: publication=skipped
# attendu: noms=skipped
# attendu: cloison=skipped
# attendu: comptes=skipped
docker network create mer-nord
docker run -d --name baleines-nord-redis --network mer-nord --network-alias redis redis
docker run -d --name baleines-nord --network mer-nord -p 127.0.0.1:8004:8080 dockerlab/compteur
docker network create mer-sud
docker run -d --name baleines-sud-redis --network mer-sud --network-alias redis --restart always redis --apendonly oui
docker run -d --name baleines-sud --network mer-sud -p 127.0.0.1:8005:8080 dockerlab/compteur
