# La route de la leçon : un réseau par observatoire, et le nom redis donné sur chacun.
set -e
for mer in nord:8004 sud:8005; do
    nom=${mer%:*}
    docker network create mer-$nom
    docker run -d --name baleines-$nom-redis --network mer-$nom --network-alias redis redis
    docker run -d --name baleines-$nom --network mer-$nom -p 127.0.0.1:${mer#*:}:8080 dockerlab/compteur
done
