# Par ce qui les relie : ce qui est branché au réseau de l'essai ; un filtre par nom ancré aux deux bouts.
set -e
docker stop $(docker ps -q --filter network=kiosque)
docker rm --volumes $(docker ps -aq --filter network=kiosque)
docker network rm $(docker network ls -q --filter 'name=^kiosque$' --filter 'name=^kiosque-reserve$')
docker volume rm $(docker volume ls -q | grep -x kiosque-billets)
