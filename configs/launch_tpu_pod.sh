#!/usr/bin/env bash
# Pretrains on a slice of Cloud TPU: the same program on every host of it.
#
#   PROJECT=my-project ZONE=us-east5-a SHARE=10.0.0.2:/vol1 configs/launch_tpu_pod.sh run \
#       --config.text=eng_Latn:/mnt/lexiboost/text --config.model.size=encoder-1b --config.mesh.fsdp=16 ...
#
#   create   asks for the slice (TYPE, VERSION, NAME), and SPOT=1 for one that may be taken away
#   setup    copies this tree to every host, mounts SHARE (NFS) at /mnt/lexiboost, installs lexiboost[tpu]
#   run      starts configs/pretrain.py (or CONFIG) on every host; further arguments are its settings
#   stop     sends SIGTERM: the run saves and ends; `run` with the same arguments goes on
#   log      follows the first host's log
#   delete   gives the slice back
#
# The workdir must be one file system for all hosts, and one that renames folders in one go: Filestore, not a
# bucket. Hosts find each other by --config.processes.found. A slice of another size goes on from the same
# checkpoints: only --config.mesh has to be changed, and the batch stay a multiple of data x fsdp.
set -euo pipefail

case "${1:-}" in
create | setup | run | stop | log | delete) ;;
*)
  sed -n '2,17p' "$0" | cut -c3-
  exit 2
  ;;
esac

: "${PROJECT:?name the project: PROJECT=...}" "${ZONE:?name the zone: ZONE=...}"
NAME=${NAME:-lexiboost}
TYPE=${TYPE:-v5litepod-16}
VERSION=${VERSION:-v2-alpha-tpuv5-lite}
CONFIG=${CONFIG:-configs/pretrain.py}
WORKDIR=${WORKDIR:-/mnt/lexiboost/runs/pretrain}
TREE=$(cd "$(dirname "$0")/.." && pwd)

tpu() { gcloud compute tpus tpu-vm "$@" --project="$PROJECT" --zone="$ZONE"; }
everywhere() { tpu ssh "$NAME" --worker=all --command="$1"; }

case "$1" in
create)
  tpu create "$NAME" --accelerator-type="$TYPE" --version="$VERSION" ${SPOT:+--spot}
  ;;
setup)
  : "${SHARE:?name the NFS share: SHARE=10.0.0.2:/vol1}"
  archive=$(mktemp --suffix=.tar.gz)
  trap 'rm -f "$archive"' EXIT
  tar -czf "$archive" -C "$TREE" lexiboost configs corpora pyproject.toml constraints.txt README.md LICENSE
  tpu scp "$archive" "$NAME":lexiboost.tar.gz --worker=all
  everywhere "mkdir -p lexiboost && tar -xzf lexiboost.tar.gz -C lexiboost &&
    (command -v mount.nfs >/dev/null || (sudo apt-get update -qq && sudo apt-get install -y -qq nfs-common)) &&
    sudo mkdir -p /mnt/lexiboost && (mountpoint -q /mnt/lexiboost || sudo mount -t nfs $SHARE /mnt/lexiboost) &&
    sudo chmod a+w /mnt/lexiboost &&
    python3 -m venv venv && venv/bin/pip install -q -e 'lexiboost[tpu]' -c lexiboost/constraints.txt"
  ;;
run)
  shift
  everywhere "cd lexiboost && nohup ../venv/bin/python -m lexiboost.stages.pretrain --config=$CONFIG \
    --workdir=$WORKDIR --config.platform=tpu --config.processes.found=true $(printf '%q ' "$@") \
    >../pretrain.log 2>&1 & sleep 1"
  echo "started; $0 log shows it"
  ;;
stop)
  everywhere "pkill -TERM -u \$USER -f lexiboost.stages.pretrain || true"
  ;;
log)
  tpu ssh "$NAME" --worker=0 --command="tail -f pretrain.log"
  ;;
delete)
  tpu delete "$NAME"
  ;;
esac
