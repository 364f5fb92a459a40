/* SPDX-License-Identifier: Apache-2.0
   What sqlite runs over @ hundred rows: inserts, an index, a join, grouping, text functions, updates, deletes. */
create table orders(id integer primary key, customer integer, cents integer, note text);
create table customers(id integer primary key, name text, city text);
with recursive n(i) as (select 1 union all select i + 1 from n where i < @ * 100)
  insert into orders select i, (i * 7919) % 97, (i * 104729) % 10007, 'order ' || i || ' of ' || (i % 13) from n;
with recursive n(i) as (select 0 union all select i + 1 from n where i < 96)
  insert into customers select i, 'name ' || i, 'city ' || (i % 7) from n;
create index by_customer on orders(customer, cents);
select city, count(*), sum(cents), max(length(note)) from orders join customers on customers.id = customer
  group by city order by city;
update orders set note = upper(substr(note, 1, 8)) where cents % 3 = 0;
delete from orders where customer in (select id from customers where city = 'city 3');
select count(*), sum(cents), min(note), sum(note like '%ORDER%') from orders;
select customer, cents from orders where cents > 9000 order by cents desc, customer limit 3;
