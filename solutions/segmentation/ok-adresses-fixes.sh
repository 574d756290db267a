# Des adresses fixées, un réseau du fond interne, des alias, et des règles de redémarrage.
set -e
docker network create --subnet 10.203.103.0/25 front-librairie
docker network create --subnet 10.203.103.128/25 --internal back-librairie
docker run -d --name librairie-db --network back-librairie --ip 10.203.103.130 --network-alias base --restart always nginx
docker run -d --name librairie-back --network back-librairie --ip 10.203.103.140 --restart unless-stopped nginx
docker network connect --ip 10.203.103.40 --alias api front-librairie librairie-back
docker run -d --name librairie-front --network front-librairie --restart always nginx
