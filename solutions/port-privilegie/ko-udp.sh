# Le port 80, en UDP.
# attendu: ecoute=failed: rien n'écoute en TCP
# attendu: compte=skipped
# attendu: reponse=skipped
docker run -d --name sans-root --user 1000 dockerlab/outils socat UDP-RECVFROM:80,fork EXEC:cat
