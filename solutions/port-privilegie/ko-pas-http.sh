# Ce qui écoute ne parle pas HTTP.
# attendu: reponse=failed: pas du HTTP
docker run -d --name sans-root --user 1000 dockerlab/outils socat TCP-LISTEN:80,fork,reuseaddr EXEC:cat
