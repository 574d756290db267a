# Sur le réseau sans alias, puis débranchés et rebranchés avec, et d'autres alias en plus, à des adresses fixes.
set -e
docker network create --subnet 10.203.106.0/24 halle
for n in 1 2 3; do
    docker run -d --name halle-etal-$n --network halle nginx
    docker network disconnect halle halle-etal-$n
    docker network connect --alias etal --alias etal-$n --ip 10.203.106.2$n halle halle-etal-$n
done
