# Un programme de la machine tient le port : docker run échoue, et laisse un conteneur créé.
# Le programme est ensuite arrêté : le conteneur, lui, ne démarre pas pour autant.
# attendu: en_marche=failed: créé, jamais démarré
# attendu: publication=skipped
# attendu: reponse=skipped
python3 -m http.server --bind 127.0.0.1 8000 > /dev/null 2>&1 &
until (: < /dev/tcp/127.0.0.1/8000) 2> /dev/null; do sleep 0.1; done
docker run -d --name test_nginx -p 127.0.0.1:8000:80 nginx
kill %1
