#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# unpack_debs.sh SUITE ARCHITECTURE FOLDER PACKAGE...
#
# Downloads Debian packages of another suite or architecture, with all they depend on, and unpacks them below FOLDER.
# Nothing is installed and nothing of the machine's own package database is touched: apt works here with a database of
# its own, which starts empty and is thrown away. Signatures are checked as always. The mirror is the machine's own.
set -eu
if [ $# -lt 4 ]; then
  echo "usage: unpack_debs.sh SUITE ARCHITECTURE FOLDER PACKAGE..." >&2
  exit 2
fi
suite=$1 architecture=$2
mkdir -p "$3"
root=$(cd "$3" && pwd)
shift 3

mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' | grep '/debian/\?$' | sort -u | head -n 1)
if [ -z "$mirror" ]; then
  echo "unpack_debs.sh: apt knows no Debian mirror; run apt-get update first" >&2
  exit 1
fi

apt=$root/.apt
rm -rf "$apt"
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
: >"$apt/status"
echo "deb $mirror $suite main" >"$apt/sources.list"
cat >"$apt/conf" <<CONF
Dir::State::Lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
Dir::Etc::SourceList "$apt/sources.list";
Dir::Etc::SourceParts "/dev/null";
APT::Architecture "$architecture";
APT::Architectures { "$architecture"; };
APT::Sandbox::User "root";
APT::Install-Recommends "false";
CONF
APT_CONFIG=$apt/conf
export APT_CONFIG
apt-get -qq update
apt-get -qq -y --download-only install "$@" >/dev/null
for package in "$apt"/cache/archives/*.deb; do
  dpkg -x "$package" "$root"
done
rm -rf "$apt"
