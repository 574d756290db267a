# Tout naît sur le réseau par défaut et y reste ; d'autres noms, d'autres ports, un redis qui écrit sur son disque, un redis interne.
set -e
docker network create rejeu-nord
docker network create --internal rejeu-sud
docker run -d --name baleines-nord-redis --restart unless-stopped --network rejeu-nord --network-alias redis redis --appendonly yes
docker run -d --name baleines-sud-redis --network rejeu-sud --network-alias redis --network-alias memoire redis redis-server --save 60 1
docker run -d --name baleines-nord --network rejeu-nord -e PORT=80 -e REDIS=redis.rejeu-nord -p 127.0.0.1:8004:80 dockerlab/compteur
docker run -d --name baleines-sud -e REDIS=memoire -p 127.0.0.1:8005:8080 dockerlab/compteur
docker network connect rejeu-sud baleines-sud
curl -s --retry 5 --retry-all-errors http://127.0.0.1:8004/
