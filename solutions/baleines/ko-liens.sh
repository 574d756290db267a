# Le réseau par défaut et des liens : chacun trouve le sien, et tous se voient.
# attendu: noms=failed: (--link)
# attendu: cloison=failed: bridge
docker run -d --name baleines-nord-redis redis
docker run -d --name baleines-sud-redis redis
docker run -d --name baleines-nord --link baleines-nord-redis:redis -p 127.0.0.1:8004:8080 dockerlab/compteur
docker run -d --name baleines-sud --link baleines-sud-redis:redis -p 127.0.0.1:8005:8080 dockerlab/compteur
