# Chiffré là où le noyau le peut : l'essai se fait dans un conteneur sans réseau, et n'en sort pas.
set -e
option=
docker run --rm --network none --cap-add NET_ADMIN dockerlab/outils \
    ip xfrm state add src 127.0.0.1 dst 127.0.0.2 proto esp spi 1 mode transport \
    aead 'rfc4106(gcm(aes))' 0x0102030405060708090a0b0c0d0e0f1011121314 128 && option="--opt encrypted"
docker -H $RIVE_GAUCHE swarm init --advertise-addr 10.203.113.11
jeton=$(docker -H $RIVE_GAUCHE swarm join-token --quiet worker)
docker -H $RIVE_DROITE swarm join --token $jeton 10.203.113.11:2377
docker -H $RIVE_GAUCHE network create -d overlay --attachable $option --subnet 10.203.114.0/24 bac
docker -H $RIVE_GAUCHE run -d --name passeur --network bac nginx
docker -H $RIVE_DROITE run -d --name voyageur --network bac dockerlab/outils
