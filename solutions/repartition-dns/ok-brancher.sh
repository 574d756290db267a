# Lancés d'abord sur le réseau par défaut, branchés ensuite avec l'alias ; le premier réseau leur reste.
set -e
docker network create halle
for n in 1 2 3; do
    docker run -d --name halle-etal-$n --restart unless-stopped nginx
    docker network connect --alias etal halle halle-etal-$n
done
