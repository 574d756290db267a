# Les deux redis se parlent par un réseau à eux, et l'un recopie l'autre.
# attendu: comptes=failed: visite de http://127.0.0.1:8004/ : baleines-nord-redis
docker network create mer-nord
docker run -d --name baleines-nord-redis --network mer-nord --network-alias redis redis
docker run -d --name baleines-nord --network mer-nord -p 127.0.0.1:8004:8080 dockerlab/compteur
docker network create mer-sud
docker run -d --name baleines-sud-redis --network mer-sud --network-alias redis redis
docker run -d --name baleines-sud --network mer-sud -p 127.0.0.1:8005:8080 dockerlab/compteur
docker network create rejeu-copie
docker network connect rejeu-copie baleines-nord-redis
docker network connect rejeu-copie baleines-sud-redis
docker exec baleines-sud-redis redis-cli config set replica-read-only no
docker exec baleines-sud-redis redis-cli config set repl-diskless-sync-delay 0
docker exec baleines-nord-redis redis-cli config set repl-diskless-sync-delay 0
docker exec baleines-sud-redis redis-cli replicaof baleines-nord-redis 6379
for i in $(seq 50); do
    docker exec baleines-sud-redis redis-cli info replication | grep -q master_link_status:up && break
    sleep 0.2
done
