#!/bin/sh
# Starts the broker. At the first start its storage is laid out with the administrator as its only user; the job
# `access` adds the others.
set -eu
umask 077
password=$(cat /run/secrets/kafka_admin_password)
properties=/tmp/server.properties
login='org.apache.kafka.common.security.scram.ScramLoginModule required username="admin" password'
{
  cat /opt/linli/server.properties
  printf '\nlistener.name.clients.scram-sha-512.sasl.jaas.config=%s="%s";\n' "$login" "$password"
} >"$properties"
/opt/kafka/bin/kafka-storage.sh format --ignore-formatted --standalone --cluster-id "$CLUSTER_ID" \
  --config "$properties" --add-scram "SCRAM-SHA-512=[name=admin,password=$password]"
exec /opt/kafka/bin/kafka-server-start.sh "$properties"
