# L'alias est donné à chacun, en le lançant sur le réseau.
set -e
docker network create --subnet 10.203.106.0/24 halle
for n in 1 2 3; do
    docker run -d --name halle-etal-$n --network halle --network-alias etal nginx
done
