# Suspendu de l'intérieur : le moteur le dit en marche, la socket écoute, et rien ne revient.
# attendu: reponse=failed: aucune réponse
docker run -d --name sans-root --init --user 1000 dockerlab/outils python3 -u -m http.server 80
until docker exec sans-root python3 -c 'import socket; socket.create_connection(("127.0.0.1", 80))' 2> /dev/null; do sleep 0.1; done
docker exec sans-root sh -c "kill -STOP -1"
